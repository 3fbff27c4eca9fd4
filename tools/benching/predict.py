"""A whole process of scikit-learn: `predict.py MODEL FILE` prints the label of each line."""
import pickle
import sys

with open(sys.argv[1], "rb") as model, open(sys.argv[2], encoding="utf-8") as lines:
    print("\n".join(pickle.load(model).predict([line.rstrip("\n") for line in lines])))

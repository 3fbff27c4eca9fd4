"""The catalogue's YAML as a person wrote it: values with their places, so that an edit changes nothing else."""
import os
import re

import yaml

from .document import Refused, fold

# The parser in C is many times as quick; both give the same.
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class File:
    """One entry file: its values, and where each of them stands in the text."""

    def __init__(self, path, text=None):
        self.path, self.text = path, text
        if text is None:
            with open(path, encoding="utf-8") as file:
                self.text = file.read()
        try:
            self.node = yaml.compose(self.text, Loader=Loader)
            self.data = yaml.load(self.text, Loader=Loader)
        except yaml.YAMLError as error:
            raise Refused(f"{path}: not YAML: {' '.join(str(error).split())}") from error
        if not isinstance(self.data, dict) or "id" not in self.data:
            raise Refused(f"{path}: not an entry file: it has no id")

    def field(self, *keys):
        """The node at a path of keys and list positions, or None."""
        node = self.node
        for key in keys:
            if isinstance(node, yaml.MappingNode):
                node = next((value for name, value in node.value if name.value == key), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
            else:
                return None
        return node

    def listing(self, edition):
        """Position of the edition's listing, or None."""
        for i, item in enumerate(self.data.get("listings") or []):
            if item.get("edition") == edition:
                return i
        return None

    def listed(self, edition):
        i = self.listing(edition)
        return None if i is None else self.data["listings"][i]

    def official(self, edition):
        return next((o for o in self.data.get("official") or [] if o.get("edition") == edition), None)

    def title(self):
        return (self.data.get("title") or {}).get("zh", "")

    def titles(self):
        return [t for t in [self.title()] + (self.data.get("other_titles") or []) if t]

    def points_in(self, edition):
        """Control points that stand in the edition: (position, point, its listing)."""
        found = []
        for i, point in enumerate(self.data.get("points") or []):
            for item in point.get("listings") or []:
                if item.get("edition") == edition:
                    found.append((i, point, item))
        return found


class Catalogue:
    def __init__(self, folder):
        self.folder = folder
        self.instruments = self._load("instruments.yaml")["instruments"]
        self.industries = {i["division"]: i for i in self._load("industries.yaml")["industries"]}
        entries = os.path.join(folder, "entries")
        try:
            names = sorted(n for n in os.listdir(entries) if n.endswith(".yaml") and not n.startswith("."))
        except OSError as error:
            raise Refused(f"{entries}: cannot open: {error.strerror}") from error
        self.files = [File(os.path.join(entries, name)) for name in names]

    def _load(self, name):
        path = os.path.join(self.folder, name)
        try:
            with open(path, encoding="utf-8") as file:
                return yaml.load(file, Loader=Loader)
        except OSError as error:
            raise Refused(f"{path}: cannot open: {error.strerror}") from error
        except yaml.YAMLError as error:
            raise Refused(f"{path}: not YAML: {' '.join(str(error).split())}") from error

    def change(self, file, text):
        """A file's new text, for what comes after it in the same run."""
        self.files[self.files.index(file)] = File(file.path, text)

    def instrument(self, edition):
        for item in self.instruments:
            if item["id"] == edition:
                return item
        known = ", ".join(item["id"] for item in self.instruments)
        raise Refused(f"no edition '{edition}' in instruments.yaml; on file are {known}")


def key(title):
    """What two spellings of one title have in common."""
    text = re.sub(r"[^\w]", "", fold(title)).lower()
    return re.sub("(的|技术)$", "", text)

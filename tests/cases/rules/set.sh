# A made-up set of texts in $set/texts and a catalogue in $set/law, for the cases of this folder.
: "${SCRATCH:?tests/run sets it}"
set="$SCRATCH/rules" check="$PWD/tools/check-rules"
rm -rf "$set"
mkdir -p "$set/law/entries" "$set"/texts/{examples,none,calibration,held_out}
cp tests/unit/catalogue/*.yaml "$set/law"
printf '# none\n' > "$set/known.tsv"

entry() { # id, its rules and what else
    printf 'id: %s\npart: restricted\ntitle: {en: "Made-up technology", zh: "某技术"}\n' "$1"
    printf 'listings: [{edition: cn-2023-57, grade: confirmed}]\npoints: []\n%s\nsources: []\n' "$2"
} > "$set/law/entries/$1.yaml"

rules() { # the rest are options; paths of this run are taken out
    (cd "$set" && "$check" --catalogue law --known known.tsv "$@" texts 2>&1)
    echo "status $?"
}

# A made-up set of texts in $set, an old model trained on it in $model, and `retrain` on both, for the cases of this folder.
: "${SCRATCH:?tests/run sets it}"
set="$SCRATCH/set" model="$SCRATCH/set/old.model"
export EXPORTCAT=exportcat
rm -rf "$set"
mkdir -p "$set"/{examples,none,calibration,held_out}

texts() { # what the numbers begin with: three texts of each kind
    local k words=(cavity wafer lens) farms=(barley lentil clover) loaves=(rye oat spelt)
    for k in 0 1 2; do
        printf 'laser\ten\tPulsed laser resonator, %s sample %d: pump diodes, a doped crystal and a mirror make the laser beam.\n' \
            "${words[k]}" "$1$k"
        printf 'uav\ten\tUnmanned aerial vehicle with rotors, %s survey %d: the autopilot flies the drone and its payload.\n' \
            "${farms[k]}" "$1$k"
        printf 'none\ten\tBaking bread, %s loaf %d: the oven heats the dough, and the crust turns brown with steam.\n' \
            "${loaves[k]}" "$1$k"
    done
}

for n in 1 2 3; do texts $n; done > "$set/all"
grep -v ^none "$set/all" > "$set/examples/some.tsv"
grep ^none "$set/all" > "$set/none/bread.tsv"
for n in 4 5; do texts $n; done > "$set/calibration/some.tsv"
for n in 6 7; do texts $n; done > "$set/held_out/some.tsv"
# What a user may have decided, and calibration texts that make any model a bad one.
for n in 8 9; do texts $n; done > "$set/right.tsv"
mkdir "$set/swapped"
sed 's/^none/bread/; s/^laser/none/; s/^uav/laser/; s/^bread/uav/' "$set/calibration/some.tsv" > "$set/swapped/some.tsv"

exportcat train -q -o "$model" --calibration "$set/calibration" "$set/examples" "$set/none"
cp "$model" "$set/kept"

retrain() {
    # Of six texts a share changes by leaps: only a large loss counts here.
    tools/retrain --model "$model" --training "$set" --tolerance 0.5 "$@" > "$set/out" 2> "$set/err"
    local status=$?
    sed -i "s|$set|SET|g" "$set/out" "$set/err"
    return $status
}

told() { # the errors without what training says of itself, the verdict
    grep '^retrain' "$set/err"
    tail -n 1 "$set/out"
}

state() { # which model stands where, and what else stands beside it
    cmp -s "$model" "$set/kept" && echo 'the old model stands' || echo 'another model stands'
    (cd "$set" && ls -d old.model*)
}

# An exportcat that stops in the middle of writing a model; its number stands in $set/training then.
slow_program() {
    cat > "$set/slow" <<'D'
#!/bin/bash
case "$*" in
*--check*) ;;
train*)
    echo 'half a model' > "${@: -1}"
    echo $$ > "$0.pid"
    mv "$0.pid" "${0%/*}/training"
    exec sleep 100
    ;;
esac
exec exportcat "$@"
D
    chmod +x "$set/slow"
}

start_slow() { # sets $run, once it trains
    slow_program
    rm -f "$set/training"
    EXPORTCAT="$set/slow" tools/retrain --model "$model" --training "$set" "$set/right.tsv" > "$set/slow.out" 2> "$set/slow.err" &
    run=$!
    until [ -e "$set/training" ] || ! kill -0 $run; do sleep 0.05; done
}

stopped() { # waits until the training is gone too
    wait $run 2> /dev/null
    echo $?
    local n
    for n in {1..100}; do
        grep -q '^State:.[^ZX]' "/proc/$(cat "$set/training")/status" 2> /dev/null || return 0
        sleep 0.05
    done
    echo 'the training goes on'
}

/*
 * Stage 7b: structs that a yaml_table describes -> one block of bytes and back, so that a program
 * can start without reading YAML.
 *
 * The block holds the structs as they are in memory, with offsets for pointers; thawing turns them
 * into pointers in place. A block is good for one build: see frozen_shape.
 */
#ifndef FROZEN_H
#define FROZEN_H

#include "yaml_file.h"

#include <stdint.h>

/* Appends the struct and all that it points to; `out` must be empty or 8-byte aligned in length. */
void frozen_write(const void *root, const yaml_table *table, buffer *out);

/* What the tables say of sizes, names and places of members: a block of another shape must not be
 * thawed. */
uint64_t frozen_shape(const yaml_table *table);

/*
 * Turns a block that frozen_write made into structs; NULL where an offset, a size or a choice lies
 * outside of what the tables allow. `block` is 8-byte aligned.
 * Borrowed from the block; valid as long as it is.
 */
void *frozen_thaw(char *block, size_t size, const yaml_table *table);

#endif

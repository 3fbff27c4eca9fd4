/* Bytes out of a file descriptor in pieces of a given size, for the tests of what reads streams. */
#ifndef FEED_H
#define FEED_H

#include "unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>

typedef struct {
    const char *bytes;
    size_t length, piece; /* what of a piece does not fit into one read is lost: at most 60000 */
    int ends[2];          /* read from the first */
    pthread_t writer;
} feeder;

static void *feed_pieces(void *data) {
    feeder *from = data;
    for (size_t at = 0; at < from->length; at += from->piece) {
        size_t left = from->length - at, size = left < from->piece ? left : from->piece;
        if (send(from->ends[1], from->bytes + at, size, MSG_NOSIGNAL) != (ssize_t)size) break;
    }
    close(from->ends[1]);
    return NULL;
}

/* One read brings one piece. Returns the descriptor to read from. */
static inline int feed_start(feeder *from, const char *bytes, size_t length, size_t piece) {
    *from = (feeder){.bytes = bytes, .length = length, .piece = piece};
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, from->ends), 0);
    assert_int_equal(pthread_create(&from->writer, NULL, feed_pieces, from), 0);
    return from->ends[0];
}

/* Ends the writer, whether or not all was read. */
static inline void feed_end(feeder *from) {
    close(from->ends[0]);
    pthread_join(from->writer, NULL);
}

/* A file that is gone once it is closed. */
static inline int file_of(const char *bytes, size_t length) {
    const char *path = write_temporary(bytes, length);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(file >= 0);
    unlink(path);
    return file;
}

static inline void say(int file, const char *text) {
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
}

#endif

/*
 * What the C and C++ baselines share: arguments, clock, latency samples, the metrics line, loopback sockets.
 *
 * Every program takes its parameters as name=value, prints one JSON line of metrics on standard output, and
 * ends with status 1 and a sentence on standard error when anything is wrong. `limit_run` bounds its life.
 * Functions here end the process on an error unless their comment says otherwise.
 */
#ifndef FAULTLINE_BENCH_COMMON_H
#define FAULTLINE_BENCH_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A parameter that is a whole number; `*value` holds its default before `parse_options`. */
struct number_option {
	const char *name;
	uint64_t *value;
	uint64_t min;
	uint64_t max;
};

/* Takes name=value arguments. `file` receives file=PATH; NULL when the program has no such parameter. */
void parse_options(int argc, char **argv, const struct number_option *numbers, size_t count,
		   const char **file);

__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);
/* `fail` with the text of errno. */
__attribute__((noreturn)) void fail_errno(const char *what);

/* Ends this process after `seconds`, or when its parent dies. Call it again in each child after fork. */
void limit_run(unsigned seconds, pid_t parent);
/* Keeps this process and its later children on the first CPU that it may use. */
void stay_on_one_cpu(void);
/* Waits for a child that must end with status 0. */
void expect_end(pid_t child, const char *name);

/* Monotonic, in nanoseconds. */
uint64_t now_ns(void);

/* Latencies in nanoseconds, at most `capacity` of them; longer than 4.29 s counts as 4.29 s. */
struct samples {
	uint32_t *ns;
	size_t count;
	size_t capacity;
};
/* All memory is touched here, so that `samples_add` takes no page fault in the timed part. */
void samples_init(struct samples *samples, size_t capacity);
void samples_add(struct samples *samples, uint64_t ns);
/* Sorts, prints {"per_s","p50_us","p99_us","p999_us","count"}, and frees the samples. */
void print_metrics(struct samples *samples, uint64_t elapsed_ns);

/* Listens on 127.0.0.1 at a port that the kernel chooses. */
int listen_loopback(uint16_t *port);
/* One connection with TCP_NODELAY; closes the listener. */
int accept_one(int listener);
/* A connection with TCP_NODELAY. */
int connect_loopback(uint16_t port);
/* Reads `length` bytes; false when the peer has closed before the first of them. */
bool read_full(int fd, void *into, size_t length);
void write_full(int fd, const void *from, size_t length);
/* Reads 1 to `length` bytes; 0 when the peer has closed. */
size_t read_some(int fd, void *into, size_t length);
void close_fd(int fd);

#ifdef __cplusplus
}
#endif

#endif

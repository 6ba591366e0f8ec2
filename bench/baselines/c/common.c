#define _GNU_SOURCE
#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

void fail_errno(const char *what)
{
	fail("%s: %s", what, strerror(errno));
}

static void set_number(const struct number_option *option, const char *text)
{
	char *end = NULL;

	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *text == '-' || value < option->min ||
	    value > option->max)
		fail("%s=%s: a whole number from %llu to %llu would be right", option->name, text,
		     (unsigned long long)option->min, (unsigned long long)option->max);
	*option->value = value;
}

void parse_options(int argc, char **argv, const struct number_option *numbers, size_t count,
		   const char **file)
{
	for (int at = 1; at < argc; at++) {
		const char *equals = strchr(argv[at], '=');
		if (equals == NULL)
			fail("%s: parameters have the form name=value", argv[at]);
		size_t length = (size_t)(equals - argv[at]);
		if (file != NULL && length == 4 && strncmp(argv[at], "file", 4) == 0) {
			*file = equals + 1;
			continue;
		}
		size_t option = 0;
		while (option < count && (strlen(numbers[option].name) != length ||
					  strncmp(numbers[option].name, argv[at], length) != 0))
			option++;
		if (option == count)
			fail("%s: there is no such parameter", argv[at]);
		set_number(&numbers[option], equals + 1);
	}
}

void limit_run(unsigned seconds, pid_t parent)
{
	/* SIGALRM is not caught: its default action ends the process. */
	alarm(seconds);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		fail_errno("PR_SET_PDEATHSIG");
	/* The parent may have died before the line above; the signal would not come. */
	if (getppid() != parent)
		fail("the parent process is gone");
}

void stay_on_one_cpu(void)
{
	cpu_set_t allowed;
	size_t cpu = 0;

	if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
		fail_errno("sched_getaffinity");
	while (cpu < CPU_SETSIZE && !CPU_ISSET(cpu, &allowed))
		cpu++;
	CPU_ZERO(&allowed);
	CPU_SET(cpu, &allowed);
	if (sched_setaffinity(0, sizeof allowed, &allowed) != 0)
		fail_errno("sched_setaffinity");
}

void expect_end(pid_t child, const char *name)
{
	int status = 0;

	while (waitpid(child, &status, 0) != child)
		if (errno != EINTR)
			fail_errno("waitpid");
	if (WIFSIGNALED(status))
		fail("the %s was ended by signal %d", name, WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		fail("the %s ended with status %d", name, WEXITSTATUS(status));
}

uint64_t now_ns(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		fail_errno("clock_gettime");
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void samples_init(struct samples *samples, size_t capacity)
{
	samples->ns = malloc(capacity * sizeof *samples->ns);
	if (samples->ns == NULL)
		fail("no memory for %zu samples", capacity);
	memset(samples->ns, 0xff, capacity * sizeof *samples->ns);
	samples->count = 0;
	samples->capacity = capacity;
}

void samples_add(struct samples *samples, uint64_t ns)
{
	if (samples->count == samples->capacity)
		fail("more than %zu samples", samples->capacity);
	samples->ns[samples->count++] = ns > UINT32_MAX ? UINT32_MAX : (uint32_t)ns;
}

static int ascending(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* Nearest rank. */
static double percentile_us(const struct samples *samples, double part)
{
	size_t rank = (size_t)(part * (double)samples->count);

	return samples->ns[rank < samples->count ? rank : samples->count - 1] / 1000.0;
}

void print_metrics(struct samples *samples, uint64_t elapsed_ns)
{
	if (samples->count == 0 || elapsed_ns == 0)
		fail("nothing was measured");
	qsort(samples->ns, samples->count, sizeof *samples->ns, ascending);
	int printed = printf("{\"per_s\":%.1f,\"p50_us\":%.3f,\"p99_us\":%.3f,\"p999_us\":%.3f,"
			     "\"count\":%zu}\n",
			     (double)samples->count * 1e9 / (double)elapsed_ns,
			     percentile_us(samples, 0.5), percentile_us(samples, 0.99),
			     percentile_us(samples, 0.999), samples->count);
	if (printed < 0 || fflush(stdout) != 0)
		fail_errno("standard output");
	free(samples->ns);
	samples->ns = NULL;
}

static int loopback_socket(struct sockaddr_in *address, uint16_t port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail_errno("socket");
	memset(address, 0, sizeof *address);
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address->sin_port = htons(port);
	return fd;
}

static void no_delay(int fd)
{
	int on = 1;

	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
		fail_errno("TCP_NODELAY");
}

int listen_loopback(uint16_t *port)
{
	struct sockaddr_in address;
	socklen_t length = sizeof address;
	int fd = loopback_socket(&address, 0);

	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
		fail_errno("bind");
	if (listen(fd, 1) != 0)
		fail_errno("listen");
	if (getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		fail_errno("getsockname");
	*port = ntohs(address.sin_port);
	return fd;
}

int accept_one(int listener)
{
	int fd;

	do
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		fail_errno("accept");
	close_fd(listener);
	no_delay(fd);
	return fd;
}

int connect_loopback(uint16_t port)
{
	struct sockaddr_in address;
	int fd = loopback_socket(&address, port);

	if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		fail_errno("connect");
	no_delay(fd);
	return fd;
}

size_t read_some(int fd, void *into, size_t length)
{
	ssize_t got;

	do
		got = recv(fd, into, length, 0);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		fail_errno("recv");
	return (size_t)got;
}

bool read_full(int fd, void *into, size_t length)
{
	size_t at = 0;

	while (at < length) {
		size_t got = read_some(fd, (char *)into + at, length - at);
		if (got == 0 && at == 0)
			return false;
		if (got == 0)
			fail("the peer closed after %zu of %zu bytes", at, length);
		at += got;
	}
	return true;
}

void write_full(int fd, const void *from, size_t length)
{
	size_t at = 0;

	while (at < length) {
		ssize_t put = send(fd, (const char *)from + at, length - at, MSG_NOSIGNAL);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			fail_errno("send");
		at += (size_t)put;
	}
}

void close_fd(int fd)
{
	if (close(fd) != 0)
		fail_errno("close");
}

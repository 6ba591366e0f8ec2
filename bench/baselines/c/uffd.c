/*
 * Demand paging of a process's memory with userfaultfd (Linux, Documentation/admin-guide/mm/userfaultfd.rst):
 * threads that read each page of a region once, as fast as they can, and a handler that fills a page when it
 * is missed (UFFDIO_COPY). The contents come from the first pages of a file, either out of this machine's page
 * cache (tcp=0) or from another process over loopback TCP (tcp=1).
 *
 *   uffd file=PATH pages=N threads=N tcp=0|1 handler_process=0|1 one_cpu=0|1 seconds=S
 *   uffd probe=1        says on standard error why userfaultfd cannot be used here; status 0 when it can
 *
 * The first tenth of each thread's pages is the warm-up. A latency is the time of one read of a missing page
 * as the thread sees it. At the end, outside the timed part, the whole region is compared with the file.
 *
 * Failure: a handler thread that cannot go on ends the process. A handler process that dies closes the last
 * userfaultfd; the kernel then wakes the readers and gives them zeros, which the comparison finds.
 */
#define _GNU_SOURCE
#include "common.h"
#include "page-server.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif

#define MAX_THREADS 64

/* What the handler needs. It owns none of it. */
struct handler {
	int uffd;
	int file;
	uint16_t port; /* of the page server; 0: contents come from `file` */
	uint8_t *region;
	uint64_t pages;
	pthread_t thread;
};

struct reader {
	pthread_t thread;
	const volatile uint8_t *first;
	uint64_t pages;
	uint64_t warmup;
	pthread_barrier_t *warm;
	struct samples samples;
	uint64_t start;
	uint64_t end;
};

static int open_uffd(void)
{
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);

	/* The readers fault in user mode only, which needs no privilege (Linux 5.11). */
	if (fd < 0 && errno == EPERM)
		fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
	if (fd < 0 && errno == EPERM)
		fail("userfaultfd is not permitted here (EPERM): vm.unprivileged_userfaultfd or a seccomp "
		     "filter forbids it");
	if (fd < 0 && errno == ENOSYS)
		fail("this kernel has no userfaultfd (ENOSYS)");
	if (fd < 0)
		fail_errno("userfaultfd");
	struct uffdio_api api = {.api = UFFD_API, .features = 0};
	if (ioctl(fd, UFFDIO_API, &api) != 0)
		fail_errno("UFFDIO_API");
	return fd;
}

static uint8_t *watched_region(int uffd, size_t length)
{
	void *region = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (region == MAP_FAILED)
		fail_errno("mmap");
	/* A kernel without transparent huge pages does not know the advice. */
	if (madvise(region, length, MADV_NOHUGEPAGE) != 0 && errno != EINVAL)
		fail_errno("MADV_NOHUGEPAGE");
	struct uffdio_register range = {
		.range = {.start = (uintptr_t)region, .len = length},
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	if (ioctl(uffd, UFFDIO_REGISTER, &range) != 0)
		fail_errno("UFFDIO_REGISTER");
	if ((range.ioctls & (1ull << _UFFDIO_COPY)) == 0)
		fail("UFFDIO_COPY is not offered for private memory");
	return region;
}

/* True when the page was filled, false when it was there already. Wakes who waits for it either way. */
static bool fill(int uffd, uint64_t address, const void *contents)
{
	struct uffdio_copy copy;

	do {
		copy = (struct uffdio_copy){.dst = address, .src = (uintptr_t)contents, .len = PAGE_BYTES};
		if (ioctl(uffd, UFFDIO_COPY, &copy) == 0)
			return true;
	} while (errno == EAGAIN);
	if (errno != EEXIST)
		fail_errno("UFFDIO_COPY");
	struct uffdio_range range = {.start = address, .len = PAGE_BYTES};
	if (ioctl(uffd, UFFDIO_WAKE, &range) != 0)
		fail_errno("UFFDIO_WAKE");
	return false;
}

/* Waits for faults; the page of each goes to `wanted`. Returns how many. */
static size_t next_faults(const struct handler *handler, uint64_t *wanted)
{
	struct uffd_msg messages[PAGE_BATCH];
	ssize_t got;

	do
		got = read(handler->uffd, messages, sizeof messages);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		fail_errno("read of userfaultfd");
	size_t count = (size_t)got / sizeof *messages;
	for (size_t at = 0; at < count; at++) {
		if (messages[at].event != UFFD_EVENT_PAGEFAULT)
			fail("userfaultfd event 0x%x; only page faults were asked for", messages[at].event);
		wanted[at] = (messages[at].arg.pagefault.address - (uintptr_t)handler->region) / PAGE_BYTES;
		if (wanted[at] >= handler->pages)
			fail("a fault outside the region");
	}
	return count;
}

/* All faults that wait are asked for with one write, and filled as their contents come. */
static void handle_remote(const struct handler *handler)
{
	static char contents[PAGE_BYTES] __attribute__((aligned(PAGE_BYTES)));
	uint64_t wanted[PAGE_BATCH];
	int fd = connect_loopback(handler->port);

	for (uint64_t filled = 0; filled < handler->pages;) {
		size_t count = next_faults(handler, wanted);
		write_full(fd, wanted, count * sizeof *wanted);
		for (size_t at = 0; at < count; at++) {
			if (!read_full(fd, contents, PAGE_BYTES))
				fail("the page server closed");
			filled += fill(handler->uffd, (uintptr_t)handler->region + wanted[at] * PAGE_BYTES,
				       contents);
		}
	}
	close_fd(fd);
}

/* The file is mapped and resident before the first fault, so that a fault costs its copy and nothing else. */
static void handle_local(const struct handler *handler)
{
	size_t length = handler->pages * PAGE_BYTES;
	uint64_t wanted[PAGE_BATCH];
	char *contents = mmap(NULL, length, PROT_READ, MAP_SHARED | MAP_POPULATE, handler->file, 0);

	if (contents == MAP_FAILED)
		fail_errno("mmap of the file");
	for (uint64_t filled = 0; filled < handler->pages;) {
		size_t count = next_faults(handler, wanted);
		for (size_t at = 0; at < count; at++)
			filled += fill(handler->uffd, (uintptr_t)handler->region + wanted[at] * PAGE_BYTES,
				       contents + wanted[at] * PAGE_BYTES);
	}
	if (munmap(contents, length) != 0)
		fail_errno("munmap");
}

static void *handle(void *argument)
{
	const struct handler *handler = argument;

	if (handler->port != 0)
		handle_remote(handler);
	else
		handle_local(handler);
	return NULL;
}

static void wait_for_all(pthread_barrier_t *barrier)
{
	int result = pthread_barrier_wait(barrier);

	if (result != 0 && result != PTHREAD_BARRIER_SERIAL_THREAD)
		fail("pthread_barrier_wait: %s", strerror(result));
}

static void *read_pages(void *argument)
{
	struct reader *reader = argument;
	uint64_t page = 0;

	for (; page < reader->warmup; page++)
		(void)reader->first[page * PAGE_BYTES];
	wait_for_all(reader->warm);
	uint64_t before = reader->start = now_ns();
	for (; page < reader->pages; page++) {
		(void)reader->first[page * PAGE_BYTES];
		uint64_t after = now_ns();
		samples_add(&reader->samples, after - before);
		before = after;
	}
	reader->end = before;
	return NULL;
}

/* Runs the readers over the region; all their samples go to `all`. Returns the time of the timed part. */
static uint64_t run_readers(uint8_t *region, uint64_t pages, uint64_t threads, struct samples *all)
{
	struct reader readers[MAX_THREADS];
	pthread_barrier_t warm;
	int error = pthread_barrier_init(&warm, NULL, (unsigned)threads);

	if (error != 0)
		fail("pthread_barrier_init: %s", strerror(error));
	for (uint64_t at = 0; at < threads; at++) {
		struct reader *reader = &readers[at];
		uint64_t first = pages * at / threads;
		reader->pages = pages * (at + 1) / threads - first;
		reader->first = region + first * PAGE_BYTES;
		reader->warmup = reader->pages / 10;
		reader->warm = &warm;
		samples_init(&reader->samples, reader->pages - reader->warmup);
	}
	for (uint64_t at = 0; at < threads; at++) {
		error = pthread_create(&readers[at].thread, NULL, read_pages, &readers[at]);
		if (error != 0)
			fail("pthread_create: %s", strerror(error));
	}
	uint64_t start = UINT64_MAX, end = 0;
	for (uint64_t at = 0; at < threads; at++) {
		struct reader *reader = &readers[at];
		error = pthread_join(reader->thread, NULL);
		if (error != 0)
			fail("pthread_join: %s", strerror(error));
		start = reader->start < start ? reader->start : start;
		end = reader->end > end ? reader->end : end;
		for (size_t sample = 0; sample < reader->samples.count; sample++)
			samples_add(all, reader->samples.ns[sample]);
		free(reader->samples.ns);
	}
	error = pthread_barrier_destroy(&warm);
	if (error != 0)
		fail("pthread_barrier_destroy: %s", strerror(error));
	return end - start;
}

static uint64_t checksum(uint64_t sum, const uint8_t *page)
{
	uint64_t word;

	/* FNV-1a over words of 8 bytes. */
	for (size_t at = 0; at < PAGE_BYTES; at += sizeof word) {
		memcpy(&word, page + at, sizeof word);
		sum = (sum ^ word) * 0x100000001b3ull;
	}
	return sum;
}

static void verify(const uint8_t *region, int file, uint64_t pages)
{
	static uint8_t contents[PAGE_BYTES];
	uint64_t have = 0xcbf29ce484222325ull, want = have;

	for (uint64_t page = 0; page < pages; page++) {
		read_page(file, page, contents);
		have = checksum(have, region + page * PAGE_BYTES);
		want = checksum(want, contents);
		if (have != want)
			fail("page %llu does not hold the file's contents", (unsigned long long)page);
	}
}

static int open_file(const char *path, uint64_t pages)
{
	struct stat status;

	if (path == NULL)
		fail("file=PATH is missing");
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		fail_errno(path);
	if (fstat(file, &status) != 0)
		fail_errno(path);
	if ((uint64_t)status.st_size < pages * PAGE_BYTES)
		fail("%s has %lld bytes; %llu pages need %llu", path, (long long)status.st_size,
		     (unsigned long long)pages, (unsigned long long)(pages * PAGE_BYTES));
	return file;
}

int main(int argc, char **argv)
{
	uint64_t pages = 50000, threads = 1, tcp = 0, handler_process = 0, one_cpu = 0, probe = 0;
	uint64_t seconds = 120;
	const char *path = NULL;
	const struct number_option options[] = {
		{"pages", &pages, 100, 4000000},
		{"threads", &threads, 1, MAX_THREADS},
		{"tcp", &tcp, 0, 1},
		{"handler_process", &handler_process, 0, 1},
		{"one_cpu", &one_cpu, 0, 1},
		{"probe", &probe, 0, 1},
		{"seconds", &seconds, 1, 3600},
	};

	parse_options(argc, argv, options, sizeof options / sizeof *options, &path);
	limit_run((unsigned)seconds, getppid());
	if (probe) {
		close_fd(open_uffd());
		return 0;
	}
	if (one_cpu)
		stay_on_one_cpu();
	int file = open_file(path, pages);
	struct page_server server = {.process = 0, .port = 0};
	if (tcp)
		server = start_page_server(file, pages, (unsigned)seconds);
	int uffd = open_uffd();
	struct samples samples;
	samples_init(&samples, pages);
	uint8_t *region = watched_region(uffd, pages * PAGE_BYTES);
	struct handler handler = {
		.uffd = uffd, .file = file, .port = server.port, .region = region, .pages = pages};

	pid_t parent = getpid(), child = 0;
	if (handler_process) {
		child = fork();
		if (child < 0)
			fail_errno("fork");
		if (child == 0) {
			limit_run((unsigned)seconds, parent);
			handle(&handler);
			_exit(0);
		}
		close_fd(uffd);
	} else {
		int error = pthread_create(&handler.thread, NULL, handle, &handler);
		if (error != 0)
			fail("pthread_create: %s", strerror(error));
	}
	uint64_t elapsed = run_readers(region, pages, threads, &samples);
	if (handler_process) {
		expect_end(child, "handler process");
	} else {
		int error = pthread_join(handler.thread, NULL);
		if (error != 0)
			fail("pthread_join: %s", strerror(error));
		close_fd(uffd);
	}
	if (tcp)
		expect_end(server.process, "page server");
	verify(region, file, pages);
	if (munmap(region, pages * PAGE_BYTES) != 0)
		fail_errno("munmap");
	close_fd(file);
	print_metrics(&samples, elapsed);
	return 0;
}

#include "page-server.h"

#include "common.h"

#include <errno.h>
#include <unistd.h>

void read_page(int file, uint64_t page, void *into)
{
	size_t at = 0;

	while (at < PAGE_BYTES) {
		ssize_t got = pread(file, (char *)into + at, PAGE_BYTES - at,
				    (off_t)(page * PAGE_BYTES + at));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			fail_errno("pread");
		if (got == 0)
			fail("the file ends inside page %llu", (unsigned long long)page);
		at += (size_t)got;
	}
}

/* Whatever requests are there are answered with one write; what came of a further one is kept. */
static void serve(int fd, int file, uint64_t pages)
{
	static char answers[PAGE_BATCH * PAGE_BYTES];
	uint64_t requests[PAGE_BATCH];
	size_t held = 0, got;

	while ((got = read_some(fd, (char *)requests + held, sizeof requests - held)) != 0) {
		held += got;
		size_t count = held / sizeof *requests;
		for (size_t at = 0; at < count; at++) {
			if (requests[at] >= pages)
				fail("page %llu was asked for; the file has %llu",
				     (unsigned long long)requests[at], (unsigned long long)pages);
			read_page(file, requests[at], answers + at * PAGE_BYTES);
		}
		if (count > 0)
			write_full(fd, answers, count * PAGE_BYTES);
		held -= count * sizeof *requests;
		if (held > 0)
			requests[0] = requests[count];
	}
}

struct page_server start_page_server(int file, uint64_t pages, unsigned seconds)
{
	struct page_server server = {.process = 0, .port = 0};
	int listener = listen_loopback(&server.port);
	pid_t parent = getpid();

	server.process = fork();
	if (server.process < 0)
		fail_errno("fork");
	if (server.process == 0) {
		limit_run(seconds, parent);
		int fd = accept_one(listener);
		serve(fd, file, pages);
		close_fd(fd);
		_exit(0);
	}
	close_fd(listener);
	return server;
}

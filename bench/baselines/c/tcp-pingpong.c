/*
 * The floor of any relay over TCP: one message of 24 bytes each way (the size of a page request of the PCIe
 * kind: group, page, PASID, flags), one outstanding, two processes, loopback, TCP_NODELAY.
 *
 *   tcp-pingpong count=N warmup=N one_cpu=0|1 seconds=S
 *
 * The parent is the host: it sends, waits for the answer to the same group, and measures. The child answers
 * until the parent closes. Either ends when the other is gone.
 */
#include "common.h"

#include <string.h>
#include <unistd.h>

struct message {
	uint64_t group;
	uint64_t page;
	uint32_t pasid;
	uint32_t flags;
};
_Static_assert(sizeof(struct message) == 24, "a message is 24 bytes");

static void answer_all(int fd)
{
	struct message message;

	while (read_full(fd, &message, sizeof message)) {
		message.flags = ~message.flags;
		write_full(fd, &message, sizeof message);
	}
}

static void exchange(int fd, uint64_t group)
{
	struct message sent = {.group = group, .page = group * 3, .pasid = 1, .flags = 5};
	struct message answer;

	write_full(fd, &sent, sizeof sent);
	if (!read_full(fd, &answer, sizeof answer))
		fail("the peer closed before the answer to group %llu", (unsigned long long)group);
	sent.flags = ~sent.flags;
	if (memcmp(&sent, &answer, sizeof sent) != 0)
		fail("the answer to group %llu is another one's", (unsigned long long)group);
}

int main(int argc, char **argv)
{
	uint64_t count = 50000, warmup = 5000, one_cpu = 0, seconds = 120;
	const struct number_option options[] = {
		{"count", &count, 1, 100000000},
		{"warmup", &warmup, 0, 100000000},
		{"one_cpu", &one_cpu, 0, 1},
		{"seconds", &seconds, 1, 3600},
	};
	struct samples samples;
	uint16_t port = 0;

	parse_options(argc, argv, options, sizeof options / sizeof *options, NULL);
	limit_run((unsigned)seconds, getppid());
	if (one_cpu)
		stay_on_one_cpu();
	samples_init(&samples, count);
	int listener = listen_loopback(&port);
	pid_t parent = getpid();
	pid_t child = fork();
	if (child < 0)
		fail_errno("fork");
	if (child == 0) {
		limit_run((unsigned)seconds, parent);
		close_fd(listener);
		int fd = connect_loopback(port);
		answer_all(fd);
		close_fd(fd);
		_exit(0);
	}
	int fd = accept_one(listener);
	for (uint64_t group = 0; group < warmup; group++)
		exchange(fd, group);
	uint64_t start = now_ns(), before = start;
	for (uint64_t group = 0; group < count; group++) {
		exchange(fd, warmup + group);
		uint64_t after = now_ns();
		samples_add(&samples, after - before);
		before = after;
	}
	close_fd(fd);
	expect_end(child, "answering process");
	print_metrics(&samples, before - start);
	return 0;
}

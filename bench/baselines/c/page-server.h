/*
 * A process that serves the pages of a file over one loopback TCP connection, and the client's side of it.
 * A request is the page's number, 8 bytes in the machine's byte order; the answer is its 4096 bytes, in the
 * order of the requests. Requests may be sent ahead of the answers.
 */
#ifndef FAULTLINE_BENCH_PAGE_SERVER_H
#define FAULTLINE_BENCH_PAGE_SERVER_H

#include <stdint.h>
#include <sys/types.h>

#define PAGE_BYTES 4096
/* Requests that the server answers with one write, and most that a client may send ahead. */
#define PAGE_BATCH 64

struct page_server {
	pid_t process;
	uint16_t port;
};

/* Starts the server for the first `pages` pages of the open file; it ends when its client closes. */
struct page_server start_page_server(int file, uint64_t pages, unsigned seconds);
/* One whole page of a file, from its page cache or its disk. */
void read_page(int file, uint64_t page, void *into);

#endif

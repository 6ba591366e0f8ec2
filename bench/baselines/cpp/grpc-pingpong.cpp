/*
 * A relay of faults as one would write it first in C++: the synchronous API of gRPC, one bidirectional stream,
 * one message a fault and one a response, at most `window` faults unanswered. Host (server) and agent (client)
 * are two processes, over TCP loopback, in plaintext.
 *
 *   grpc-pingpong window=N count=N warmup=N writer_thread=0|1 one_cpu=0|1 seconds=S
 *
 * The parent is the host: it sends faults, checks that each is answered with success and in order, and measures
 * from a fault's write to the read of its response. With writer_thread=0 one thread fills the window and then
 * writes a fault for each response; with 1 a thread writes while another reads.
 *
 * Invariants: the child is forked before gRPC starts a thread. A peer that dies ends the other: its stream's
 * reads fail, and the host waits for the child before anything else.
 */
#include "../c/common.h"

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "fault.grpc.pb.h"

namespace
{

using faultline::bench::Fault;
using faultline::bench::FaultRelay;
using faultline::bench::Response;
using HostStream = grpc::ServerReaderWriter<Fault, Response>;

struct Parameters {
	uint64_t window = 512;
	uint64_t count = 100000;
	uint64_t warmup = 10000;
	uint64_t writerThread = 0;
	uint64_t oneCpu = 0;
	uint64_t seconds = 120;
};

class Host final : public FaultRelay::Service
{
public:
	explicit Host(const Parameters &parameters)
		: parameters_(parameters), total_(parameters.warmup + parameters.count),
		  sentAt_(parameters.window)
	{
		samples_init(&samples_, parameters.count);
	}

	grpc::Status Attach(grpc::ServerContext *, HostStream *stream) override
	{
		start_ = now_ns();
		bool complete = parameters_.writerThread != 0 ? twoThreads(stream) : oneThread(stream);
		if (!complete)
			return grpc::Status(grpc::StatusCode::DATA_LOSS, "the stream broke or an answer was wrong");
		complete_ = true;
		return grpc::Status::OK;
	}

	/* After the server has shut down. */
	void report()
	{
		if (!complete_)
			fail("%llu of %llu faults were answered", (unsigned long long)answered_,
			     (unsigned long long)total_);
		print_metrics(&samples_, end_ - start_);
	}

private:
	bool oneThread(HostStream *stream)
	{
		uint64_t sent = 0;
		while (sent < total_ && sent < parameters_.window)
			if (!send(stream, sent++))
				return false;
		while (answered_ < total_) {
			if (!receive(stream))
				return false;
			if (sent < total_ && !send(stream, sent++))
				return false;
		}
		return true;
	}

	/* `answered_` is written by the reading thread alone, under the mutex; it reads it without. */
	bool twoThreads(HostStream *stream)
	{
		bool broken = false;
		std::thread writer([&] {
			for (uint64_t sent = 0; sent < total_; sent++) {
				std::unique_lock<std::mutex> lock(mutex_);
				room_.wait(lock, [&] { return broken || sent - answered_ < parameters_.window; });
				if (broken)
					return;
				lock.unlock();
				if (!send(stream, sent))
					return;
			}
		});
		while (answered_ < total_ && receive(stream))
			room_.notify_one();
		bool complete = answered_ == total_;
		if (!complete) {
			std::lock_guard<std::mutex> lock(mutex_);
			broken = true;
		}
		room_.notify_one();
		writer.join();
		return complete;
	}

	bool send(HostStream *stream, uint64_t group)
	{
		sent_.set_group(group);
		sent_.set_page(0x7f0000000u + group);
		sent_.set_pasid(1);
		sent_.set_flags(5);
		sentAt_[group % parameters_.window] = now_ns();
		return stream->Write(sent_);
	}

	bool receive(HostStream *stream)
	{
		if (!stream->Read(&received_) || received_.group() != answered_ || received_.code() != 0)
			return false;
		end_ = now_ns();
		if (answered_ >= parameters_.warmup)
			samples_add(&samples_, end_ - sentAt_[answered_ % parameters_.window]);
		std::lock_guard<std::mutex> lock(mutex_);
		answered_++;
		if (answered_ == parameters_.warmup)
			start_ = end_;
		return true;
	}

	const Parameters parameters_;
	const uint64_t total_;
	std::vector<uint64_t> sentAt_;
	samples samples_{};
	Fault sent_;
	Response received_;
	std::mutex mutex_;
	std::condition_variable room_;
	uint64_t answered_ = 0;
	uint64_t start_ = 0;
	uint64_t end_ = 0;
	bool complete_ = false;
};

/* Answers every fault with success until the host ends the stream. */
int runAgent(uint16_t port)
{
	auto channel = grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
					   grpc::InsecureChannelCredentials());
	auto stub = FaultRelay::NewStub(channel);
	grpc::ClientContext context;
	auto stream = stub->Attach(&context);
	Fault fault;
	Response response;
	while (stream->Read(&fault)) {
		response.set_group(fault.group());
		response.set_code(0);
		if (!stream->Write(response))
			break;
	}
	stream->WritesDone();
	grpc::Status status = stream->Finish();
	if (!status.ok())
		fprintf(stderr, "agent: %s\n", status.error_message().c_str());
	return status.ok() ? 0 : 1;
}

/* The port comes through a pipe, since the child must exist before gRPC and so before the port. */
int agentProcess(int portPipe, pid_t parent, const Parameters &parameters)
{
	uint16_t port = 0;
	limit_run((unsigned)parameters.seconds, parent);
	if (read(portPipe, &port, sizeof port) != (ssize_t)sizeof port)
		fail("agent: no port came from the host");
	close_fd(portPipe);
	return runAgent(port);
}

} // namespace

int main(int argc, char **argv)
{
	Parameters parameters;
	const number_option options[] = {
		/* What the window holds must fit in the flow-control window of HTTP/2, or writerThread=0 stalls. */
		{"window", &parameters.window, 1, 1024},
		{"count", &parameters.count, 1, 100000000},
		{"warmup", &parameters.warmup, 0, 100000000},
		{"writer_thread", &parameters.writerThread, 0, 1},
		{"one_cpu", &parameters.oneCpu, 0, 1},
		{"seconds", &parameters.seconds, 1, 3600},
	};
	parse_options(argc, argv, options, sizeof options / sizeof *options, nullptr);
	limit_run((unsigned)parameters.seconds, getppid());
	if (parameters.oneCpu != 0)
		stay_on_one_cpu();

	int portPipe[2];
	if (pipe(portPipe) != 0)
		fail_errno("pipe");
	pid_t parent = getpid();
	pid_t child = fork();
	if (child < 0)
		fail_errno("fork");
	if (child == 0) {
		close_fd(portPipe[1]);
		_exit(agentProcess(portPipe[0], parent, parameters));
	}
	close_fd(portPipe[0]);

	Host host(parameters);
	int port = 0;
	grpc::ServerBuilder builder;
	builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
	builder.RegisterService(&host);
	std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
	if (server == nullptr || port <= 0)
		fail("the gRPC server did not start");
	uint16_t bound = (uint16_t)port;
	if (write(portPipe[1], &bound, sizeof bound) != (ssize_t)sizeof bound)
		fail_errno("write of the port");
	close_fd(portPipe[1]);
	expect_end(child, "agent process");
	server->Shutdown();
	host.report();
	return 0;
}

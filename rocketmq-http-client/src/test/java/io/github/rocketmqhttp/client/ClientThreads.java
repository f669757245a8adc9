package io.github.rocketmqhttp.client;

import java.util.List;

/**
 * The threads that clients have started.
 */
final class ClientThreads {

	private ClientThreads() {
	}

	static List<String> running() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.contains("rocketmq-http-client") || name.startsWith("httpclient")
					|| name.startsWith("idle-connection"))
			.toList();
	}

}

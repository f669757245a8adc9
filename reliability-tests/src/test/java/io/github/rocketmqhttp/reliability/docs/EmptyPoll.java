package io.github.rocketmqhttp.reliability.docs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.aliyun.mq.http.MQClient;
import com.aliyun.mq.http.MQConsumer;
import com.aliyun.mq.http.common.http.ClientConfiguration;

/**
 * A program on the vendor's SDK that polls once and prints what came of it.
 */
final class EmptyPoll {

	/** In place of the 33 s that one would wait. */
	private static final int READ_TIMEOUT_MILLIS = 3000;

	private EmptyPoll() {
	}

	/**
	 * Runs it in a JVM of its own.
	 * @param endpoint the broker's
	 * @param jars which of the tests' jars it has
	 * @return its last line
	 */
	static String run(String endpoint, Predicate<String> jars) throws IOException, InterruptedException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp",
				Stream.of(classPath.split(File.pathSeparator))
					.filter(jars)
					.collect(Collectors.joining(File.pathSeparator)),
				EmptyPoll.class.getName(), endpoint)
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		process.waitFor();
		return output.substring(output.lastIndexOf('\n') + 1);
	}

	/**
	 * The program.
	 */
	public static void main(String[] arguments) {
		ClientConfiguration configuration = new ClientConfiguration();
		configuration.setSocketTimeout(READ_TIMEOUT_MILLIS);
		MQClient client = new MQClient(arguments[0], MigrationFixture.KEY_ID, MigrationFixture.SECRET, configuration);
		MQConsumer consumer = client.getConsumer(MigrationFixture.VENDOR, "audit", "GID_billing", null);
		try {
			System.out.println(consumer.consumeMessage(1, 0));
		}
		catch (RuntimeException ex) {
			System.out.println(ex.getClass().getName() + ": " + ex.getMessage());
		}
		// Threads of the SDK may go on when they have failed.
		System.exit(0);
	}

}

package io.github.rocketmqhttp.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The executable jar as a process of its own.
 */
class ExecutableJarIT {

	private static final String JAR = Path.of("target", "rocketmq-http-broker-exec.jar").toString();

	@Test
	void itPrintsOneLineServesRequestsAndStopsOnSigterm() throws Exception {
		Process process = start("--port=0", "--topic=orders:transaction", "--seed=1");
		try (BufferedReader out = process.inputReader()) {
			String line = out.readLine();
			assertThat(line).matches("rocketmq-http-broker listening on http://127\\.0\\.0\\.1:\\d+");
			URI target = URI.create(line.substring(line.indexOf("http://")) + "/topics/orders/messages");
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(target)
					.header("x-mq-version", "2015-06-06")
					.header("Authorization", "MQ any:any")
					.POST(HttpRequest.BodyPublishers.ofString(
							"<Message><MessageBody>a</MessageBody><Properties>__TransCheckT:10</Properties></Message>"))
					.build(), HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(201);
			// Process.destroy() would close the streams as well.
			process.toHandle().destroy();
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isEqualTo(143);
			assertThat(out.readLine()).as("nothing else on standard output").isNull();
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void aBadOptionIsOneLineAndStatusTwo() throws Exception {
		assertFails(2, "--port", "--port=many");
	}

	@Test
	void aPortInUseIsOneLineAndStatusOne() throws Exception {
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start()) {
			assertFails(1, Integer.toString(broker.port()), "--port=" + broker.port());
		}
	}

	@Test
	void helpIsPrintedAndEndsWell() throws Exception {
		Process process = start("--help");
		String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isZero();
		assertThat(text).contains("--port", "--topic", "--transaction-check-interval", "--seed");
	}

	@Test
	void theJarHoldsNoClientNoSignaturesAndNothingTwice() throws IOException {
		try (JarFile jar = new JarFile(JAR)) {
			List<String> names = jar.stream().map(ZipEntry::getName).toList();
			assertThat(names).doesNotHaveDuplicates()
				.contains("META-INF/LICENSE")
				.noneMatch((name) -> name.startsWith("org/apache/hc/client5/")
						|| name.startsWith("io/github/rocketmqhttp/client/")
						|| name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
		}
	}

	private static void assertFails(int status, String text, String... options) throws Exception {
		Process process = start(options);
		String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(status);
		assertThat(errors.lines()).singleElement().asString().contains(text);
		assertThat(process.getInputStream().readAllBytes()).isEmpty();
	}

	private static Process start(String... options) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR));
		command.addAll(List.of(options));
		return new ProcessBuilder(command).start();
	}

}

package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of the project.
 */
final class Project {

	/** Modules whose jars users get. */
	static final List<String> LIBRARIES = List.of("rocketmq-http-client", "rocketmq-http-broker",
			"rocketmq-http-spring-boot-autoconfigure", "rocketmq-http-spring-boot-test");

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private Project() {
	}

	static Path file(String name) {
		return ROOT.resolve(name);
	}

	/**
	 * The name of a file, as {@link #file(String)} takes it.
	 */
	static String name(Path file) {
		return ROOT.relativize(file).toString();
	}

	static String read(String name) {
		return read(file(name));
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Java sources below a directory, sorted by path.
	 */
	static List<Path> sources(String directory) {
		try (Stream<Path> files = Files.walk(file(directory))) {
			return files.filter((file) -> file.toString().endsWith(".java")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

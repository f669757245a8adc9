package io.github.rocketmqhttp.reliability.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

/**
 * The class path of the tests, for processes that start often. A JVM shares the classes
 * of jars only, so directories are packed; with an archive of what an application loads,
 * a process needs about half the time to start. Kept under {@code target} until something
 * changes.
 */
public final class ChildClassPath {

	/** Starts fast and stays small: several of them share two processors. */
	private static final List<String> OPTIONS = List.of("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
			"-XX:-UsePerfData");

	private static final Logger logger = LoggerFactory.getLogger(ChildClassPath.class);

	private static final Path DIRECTORY = Path.of("target", "child-jvm").toAbsolutePath();

	private static final long SECONDS_TO_TRAIN = 120;

	private static final List<String> COMMAND = create();

	private ChildClassPath() {
	}

	/**
	 * The beginning of a command: the program, the options and the class path.
	 * @param more options
	 * @return the command, to which the main class and its arguments are added
	 */
	public static List<String> command(String... more) {
		List<String> command = new ArrayList<>(COMMAND);
		command.addAll(1, List.of(more));
		return command;
	}

	/**
	 * Only one of the JVMs that run tests makes it.
	 */
	private static List<String> create() {
		try {
			Files.createDirectories(DIRECTORY);
			try (FileChannel channel = FileChannel.open(DIRECTORY.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
				logger.debug("Holding {}", lock);
				return prepare();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> prepare() throws IOException, InterruptedException {
		List<Path> parts = Stream
			.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
				.split(File.pathSeparator))
			.map(Path::of)
			.toList();
		Path current = DIRECTORY.resolve(fingerprint(parts));
		if (!Files.exists(current)) {
			removeFormer();
			Files.createDirectories(current);
		}
		List<String> packed = new ArrayList<>();
		for (Path part : parts) {
			packed
				.add((Files.isDirectory(part) ? pack(part, current.resolve("classes-" + packed.size() + ".jar")) : part)
					.toString());
		}
		String classPath = String.join(File.pathSeparator, packed);
		Path archive = current.resolve("classes.jsa");
		if (!Files.exists(archive)) {
			train(classPath, archive);
		}
		return command(classPath, "-XX:SharedArchiveFile=" + archive);
	}

	private static List<String> command(String classPath, String archiving) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(List.of(archiving, "-cp", classPath));
		return command;
	}

	private static String fingerprint(List<Path> parts) throws IOException {
		CRC32 sum = new CRC32();
		for (Path part : parts) {
			if (Files.exists(part)) {
				for (Path file : files(part)) {
					sum.update((file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file))
						.getBytes(StandardCharsets.UTF_8));
				}
			}
		}
		return Long.toHexString(sum.getValue());
	}

	private static List<Path> files(Path part) throws IOException {
		try (Stream<Path> files = Files.walk(part)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
	}

	private static void removeFormer() throws IOException {
		try (Stream<Path> former = Files.list(DIRECTORY)) {
			for (Path directory : former.filter(Files::isDirectory).toList()) {
				FileSystemUtils.deleteRecursively(directory);
			}
		}
	}

	private static Path pack(Path classes, Path jar) throws IOException {
		if (Files.exists(jar)) {
			return jar;
		}
		Path unfinished = Files.createTempFile(jar.getParent(), "classes", null);
		try (OutputStream file = Files.newOutputStream(unfinished);
				JarOutputStream entries = new JarOutputStream(file)) {
			for (Path source : files(classes)) {
				entries.putNextEntry(new ZipEntry(classes.relativize(source).toString().replace('\\', '/')));
				Files.copy(source, entries);
				entries.closeEntry();
			}
		}
		return Files.move(unfinished, jar, StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Without an archive processes start all the same.
	 */
	private static void train(String classPath, Path archive) throws IOException, InterruptedException {
		Path unfinished = archive.resolveSibling("unfinished.jsa");
		List<String> command = command(classPath, "-XX:ArchiveClassesAtExit=" + unfinished);
		command.add(TrainingApplication.class.getName());
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start()) {
			command.add(broker.endpoint().toString());
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(DIRECTORY.resolve("training.log").toFile())
				.start();
			if (!process.waitFor(SECONDS_TO_TRAIN, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
			else if (process.exitValue() == 0 && Files.exists(unfinished)) {
				Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
				return;
			}
			logger.warn("No classes are shared by child processes, see {}", DIRECTORY.resolve("training.log"));
		}
	}

}

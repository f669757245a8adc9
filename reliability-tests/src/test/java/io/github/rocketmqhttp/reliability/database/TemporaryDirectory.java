package io.github.rocketmqhttp.reliability.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.FileSystemUtils;

/**
 * A directory for a server's files. Whoever makes it deletes it.
 */
record TemporaryDirectory(Path path) {

	static TemporaryDirectory create(String prefix) {
		try {
			return new TemporaryDirectory(Files.createTempDirectory(prefix));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot make a temporary directory for " + prefix, ex);
		}
	}

	/**
	 * Deletes the directory when the JVM ends, after something was stopped.
	 */
	void deleteAtExit(Runnable stop) {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			stop.run();
			delete();
		}, "delete-" + this.path.getFileName()));
	}

	void delete() {
		try {
			FileSystemUtils.deleteRecursively(this.path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot delete " + this.path, ex);
		}
	}

	Path resolve(String name) {
		return this.path.resolve(name);
	}

}

package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections the operating system lets a process have, where it tells.
 */
final class OpenFiles {

	private static final Logger logger = LoggerFactory.getLogger(OpenFiles.class);

	private static final Path LIMITS = Path.of("/proc/self/limits");

	private static final Path OPEN = Path.of("/proc/self/fd");

	private static final Pattern SOFT_LIMIT = Pattern.compile("Max open files +(\\d{1,9}) .*");

	/** For selectors, and for connections that are accepted and not counted yet. */
	private static final int RESERVE = 40;

	private static final int FEWEST = 16;

	private OpenFiles() {
	}

	/**
	 * Lowers a number of connections to what the limit of open files leaves room for.
	 */
	static int limit(int connections) {
		if (!Files.isReadable(LIMITS)) {
			return connections;
		}
		try (Stream<String> limits = Files.lines(LIMITS); Stream<Path> open = Files.list(OPEN)) {
			long limit = limits.map(SOFT_LIMIT::matcher)
				.filter(Matcher::matches)
				.mapToLong((line) -> Long.parseLong(line.group(1)))
				.findFirst()
				.orElse(Integer.MAX_VALUE);
			int allowed = (int) Math.max(FEWEST, (limit - open.count() - RESERVE) * 3 / 4);
			if (allowed < connections) {
				logger.warn("The limit of {} open files leaves room for {} connections instead of {}", limit, allowed,
						connections);
			}
			return Math.min(connections, allowed);
		}
		catch (IOException ex) {
			logger.debug("The limit of open files is not known", ex);
			return connections;
		}
	}

}

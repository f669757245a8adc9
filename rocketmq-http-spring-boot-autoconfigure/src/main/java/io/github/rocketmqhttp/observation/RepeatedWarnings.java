package io.github.rocketmqhttp.observation;

import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;

/**
 * Keeps what is tried again and again from filling the log. The same warning about the
 * same message is a warning the first time, and then at the 10th, 100th, 1,000th time and
 * so on, with that number; in between it is logged at debug level. Safe for concurrent
 * use.
 * <p>
 * The {@value #REMEMBERED} warnings that were seen last are remembered; one that is not
 * any more counts as new.
 */
public final class RepeatedWarnings {

	/** How many warnings are remembered: as many as there are messages kept in doubt. */
	static final int REMEMBERED = 10_000;

	private final Logger logger;

	private final Map<Subject, Integer> seen = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Subject, Integer> eldest) {
			return size() > REMEMBERED;
		}

	};

	/**
	 * Creates the warnings.
	 * @param logger logs them
	 */
	public RepeatedWarnings(Logger logger) {
		this.logger = logger;
	}

	/**
	 * Warns, or logs at debug level.
	 * @param about the message or transaction that it is about
	 * @param reason tells the warning from others about the same
	 * @param text what to log, with the logger's placeholders
	 * @param arguments what stands for the placeholders, and perhaps an exception
	 */
	public void warn(String about, String reason, String text, Object... arguments) {
		int times = count(new Subject(about, reason));
		String number = (times > 1) ? " (" + times + " times by now)" : "";
		if (isPowerOfTen(times)) {
			this.logger.warn(text + number, arguments);
		}
		else {
			this.logger.debug(text + number, arguments);
		}
	}

	private int count(Subject subject) {
		synchronized (this.seen) {
			return this.seen.merge(subject, 1, (before, one) -> (before < Integer.MAX_VALUE) ? before + one : before);
		}
	}

	private static boolean isPowerOfTen(int number) {
		int rest = number;
		while (rest % 10 == 0) {
			rest /= 10;
		}
		return rest == 1;
	}

	/**
	 * What is remembered.
	 */
	private record Subject(String about, String reason) {
	}

}

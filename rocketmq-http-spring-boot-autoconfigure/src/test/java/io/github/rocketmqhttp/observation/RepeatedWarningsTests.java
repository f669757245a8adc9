package io.github.rocketmqhttp.observation;

import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same about the same is a warning once, and then ever more rarely.
 */
class RepeatedWarningsTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(RepeatedWarningsTests.class);

	private final ListAppender<ILoggingEvent> events = new ListAppender<>();

	private final RepeatedWarnings warnings = new RepeatedWarnings(this.logger);

	@BeforeEach
	void listen() {
		this.logger.setAdditive(false);
		this.logger.setLevel(Level.DEBUG);
		this.events.start();
		this.logger.addAppender(this.events);
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.events);
		this.logger.setLevel(null);
		this.logger.setAdditive(true);
	}

	@Test
	void aDayOfBackChecksIsFourWarnings() {
		for (int i = 0; i < 8640; i++) {
			this.warnings.warn("m-1", "silent", "{} is silent", "m-1", new IllegalStateException("why"));
		}
		assertThat(texts(Level.WARN)).containsExactly("m-1 is silent", "m-1 is silent (10 times by now)",
				"m-1 is silent (100 times by now)", "m-1 is silent (1000 times by now)");
		assertThat(texts(Level.DEBUG)).hasSize(8636).contains("m-1 is silent (2 times by now)");
		assertThat(this.events.list).allMatch((event) -> event.getThrowableProxy() != null);
	}

	@Test
	void anotherMessageOrReasonIsNews() {
		this.warnings.warn("m-1", "silent", "one");
		this.warnings.warn("m-1", "silent", "one");
		this.warnings.warn("m-1", "wrong", "two");
		this.warnings.warn("m-2", "silent", "three");
		assertThat(texts(Level.WARN)).containsExactly("one", "two", "three");
	}

	@Test
	void whatWasSeenLongestAgoIsForgotten() {
		IntStream.range(0, RepeatedWarnings.REMEMBERED + 1).forEach((i) -> {
			this.warnings.warn("often", "silent", "often");
			this.warnings.warn("m-" + i, "silent", "m-" + i);
		});
		this.events.list.clear();
		this.warnings.warn("often", "silent", "often");
		this.warnings.warn("m-0", "silent", "m-0");
		this.warnings.warn("m-" + RepeatedWarnings.REMEMBERED, "silent", "last");
		assertThat(texts(Level.WARN)).containsExactly("m-0");
	}

	private List<String> texts(Level level) {
		return this.events.list.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

}

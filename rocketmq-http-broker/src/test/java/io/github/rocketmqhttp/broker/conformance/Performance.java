package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plays scripts with every library, each on a broker of its own whose time stands still
 * until the script advances it.
 *
 * @param mode whether the broker checks signatures
 * @param keyId with which the libraries sign
 * @param secret with which the libraries sign
 * @param clockOffset how far the broker's clock is ahead of the libraries'
 */
record Performance(Mode mode, String keyId, String secret, Duration clockOffset) {

	static Performance of(Mode mode) {
		return new Performance(mode, Mode.KEY_ID, Mode.SECRET, Duration.ZERO);
	}

	/**
	 * Asserts that all libraries get the same from the broker.
	 * @param script what they do
	 * @param transcript what they get
	 */
	void gives(Script script, String transcript) {
		gives(script, transcript, Library.available());
	}

	/**
	 * Asserts that all libraries get the same from the broker, but for some.
	 * @param unable those that are known to damage what they send
	 * @param script what they do
	 * @param transcript what they get
	 */
	void givesExcept(Set<Library> unable, Script script, String transcript) {
		Set<Library> able = EnumSet.copyOf(Library.available());
		able.removeAll(unable);
		gives(script, transcript, able);
	}

	private void gives(Script script, String transcript, Set<Library> libraries) {
		for (Library library : libraries) {
			assertThat(play(script, library)).as("what %s gets", library).isEqualTo(transcript.strip());
		}
	}

	private String play(Script script, Library library) {
		Instant start = Instant.now().plus(this.clockOffset).truncatedTo(ChronoUnit.MILLIS);
		try (RocketMqHttpBroker broker = broker(start);
				Driver driver = library
					.open(new Access(broker.endpoint(), this.mode.instanceId(), this.keyId, this.secret))) {
			Stage stage = new Stage(broker, driver, start);
			script.play(stage);
			return stage.transcript();
		}
	}

	private RocketMqHttpBroker broker(Instant start) {
		return this.mode.prepare(RocketMqHttpBroker.builder())
			.clock(InstantSource.fixed(start))
			.seed(7)
			.maxDeliveries(3)
			.topic("normal", TopicType.NORMAL)
			.topic("ordered", TopicType.ORDERED)
			.topic("scheduled", TopicType.SCHEDULED)
			.topic("transaction", TopicType.TRANSACTION)
			.start();
	}

}

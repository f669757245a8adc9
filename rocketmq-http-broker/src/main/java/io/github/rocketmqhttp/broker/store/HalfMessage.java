package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A message that nobody has decided about. Only the handle given out last decides, and
 * only until its time is over. Guarded by the topic's lock.
 */
final class HalfMessage {

	private final StoredMessage message;

	private final Instant firstCheck;

	private Instant nextCheck;

	private long handleNumber;

	private Instant handleUntil;

	private int checks;

	private @Nullable Instant firstChecked;

	HalfMessage(StoredMessage message, Duration immunityTime, long handleNumber) {
		this.message = message;
		this.firstCheck = message.publishTime().plus(immunityTime);
		this.nextCheck = this.firstCheck;
		this.handleNumber = handleNumber;
		this.handleUntil = this.firstCheck;
	}

	/**
	 * Asks once more.
	 */
	void check(long number, Instant now, Duration interval) {
		this.handleNumber = number;
		this.handleUntil = now.plus(interval);
		this.nextCheck = this.handleUntil;
		this.checks++;
		if (this.firstChecked == null) {
			this.firstChecked = now;
		}
	}

	/**
	 * Undoes a check that never reached its client.
	 */
	void uncheck(Instant now) {
		this.handleUntil = now;
		this.nextCheck = now;
		this.checks--;
		if (this.checks == 0) {
			this.firstChecked = null;
		}
	}

	boolean isDecidedBy(long number, Instant now) {
		return this.handleNumber == number && now.isBefore(this.handleUntil);
	}

	StoredMessage message() {
		return this.message;
	}

	Instant firstCheck() {
		return this.firstCheck;
	}

	Instant nextCheck() {
		return this.nextCheck;
	}

	long handleNumber() {
		return this.handleNumber;
	}

	Instant handleUntil() {
		return this.handleUntil;
	}

	int checks() {
		return this.checks;
	}

	Instant firstChecked() {
		return (this.firstChecked != null) ? this.firstChecked : this.firstCheck;
	}

}

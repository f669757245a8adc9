package io.github.rocketmqhttp.reliability.fence;

import io.github.rocketmqhttp.transaction.SendPhase;
import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.messaging.handler.annotation.Payload;

/**
 * Business methods that can be held up, one per phase.
 */
class SlowOrders {

	/** An order that is refused after it was written. */
	static final String REFUSED = "refused";

	private final JdbcTemplate jdbc;

	private final Moments moments;

	SlowOrders(JdbcTemplate jdbc, Moments moments) {
		this.jdbc = jdbc;
		this.moments = moments;
	}

	@TransactionalMessage
	public void place(@Payload String order) {
		write(order);
	}

	/** As somebody writes it who wants to commit whatever happens. */
	@TransactionalMessage(noRollbackFor = RuntimeException.class)
	public void placeWhateverHappens(@Payload String order) {
		write(order);
	}

	@TransactionalMessage(payload = "#order", phase = SendPhase.BEFORE_COMMIT)
	public void confirm(String order) {
		write(order);
	}

	private void write(String order) {
		this.moments.reached(Moment.METHOD_ENTERED);
		this.jdbc.update("INSERT INTO orders VALUES (?)", order);
		this.moments.reached(Moment.METHOD_LEFT);
		if (order.equals(REFUSED)) {
			throw new IllegalStateException("refused");
		}
	}

}

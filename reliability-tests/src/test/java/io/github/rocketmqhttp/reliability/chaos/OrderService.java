package io.github.rocketmqhttp.reliability.chaos;

import io.github.rocketmqhttp.transaction.SendPhase;
import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/**
 * The business: keeps orders, and tells about them, in each shape.
 */
class OrderService {

	static final String CREATE_TABLE = "CREATE TABLE orders (id INT PRIMARY KEY)";

	static final String SELECT = "SELECT id FROM orders";

	private static final String NUMBER = "#script.number()";

	private final JdbcTemplate jdbc;

	private final Holds holds;

	OrderService(JdbcTemplate jdbc, Holds holds) {
		this.jdbc = jdbc;
		this.holds = holds;
	}

	@TransactionalMessage(tag = "early", key = NUMBER, payload = NUMBER)
	void early(Script script) throws CheckedBusinessException {
		place(script);
	}

	@TransactionalMessage(tag = "late", payload = NUMBER, phase = SendPhase.BEFORE_COMMIT)
	void late(Script script) throws CheckedBusinessException {
		place(script);
	}

	@TransactionalMessage(tag = "first", payload = NUMBER)
	@TransactionalMessage(tag = "second", payload = NUMBER)
	void twoEarly(Script script) throws CheckedBusinessException {
		place(script);
	}

	@TransactionalMessage(tag = "before", payload = NUMBER)
	@TransactionalMessage(tag = "after", payload = NUMBER, phase = SendPhase.BEFORE_COMMIT)
	void both(Script script) throws CheckedBusinessException {
		place(script);
	}

	private void place(Script script) throws CheckedBusinessException {
		this.jdbc.update("INSERT INTO orders (id) VALUES (?)", script.number());
		this.holds.reached(Hold.IN_METHOD);
		switch (script.ending()) {
			case RUNTIME_EXCEPTION, CALLER_SWALLOWS -> throw new BusinessException(script.number());
			case CHECKED_EXCEPTION -> throw new CheckedBusinessException(script.number());
			case ROLLBACK_ONLY -> TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
			case RETURNS, CALLER_FAILS -> {
			}
		}
	}

}

package io.github.rocketmqhttp.transaction;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.transaction.annotation.Propagation;

/**
 * Business methods of every propagation. Each inserts the order and then does what the
 * test wants to happen inside.
 */
class Orders {

	private final JdbcTemplate jdbc;

	Orders(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@TransactionalMessage(topic = "orders", tag = "created", key = "#order")
	public String place(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	@TransactionalMessage(topic = "orders", propagation = Propagation.REQUIRES_NEW)
	public String placeAlone(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	@TransactionalMessage(topic = "orders", propagation = Propagation.NESTED)
	public String placeNested(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	@TransactionalMessage(topic = "orders", propagation = Propagation.MANDATORY)
	public String placeWithin(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	@TransactionalMessage(topic = "orders", propagation = Propagation.SUPPORTS)
	public String placeMaybe(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	@TransactionalMessage(topic = "orders", rollbackFor = Exception.class)
	public String placeStrictly(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	@TransactionalMessage(topic = "orders", timeout = 1)
	public String placeQuickly(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	@TransactionalMessage(topic = "orders", payload = "#result", phase = SendPhase.BEFORE_COMMIT)
	public String confirm(String order, Work work) throws Exception {
		return "confirmed-" + insert(order, work);
	}

	@TransactionalMessage(topic = "orders", condition = "#order.startsWith('big')")
	@TransactionalMessage(topic = "audit", payload = "'audit-' + #order")
	public String placeAudited(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	@TransactionalMessage(topic = "orders")
	@TransactionalMessage(topic = "normal")
	public String placeToWrongTopic(@Payload String order, Work work) throws Exception {
		return insert(order, work);
	}

	private String insert(String order, Work work) throws Exception {
		this.jdbc.update("INSERT INTO orders VALUES (?)", order);
		work.run();
		return order;
	}

	/** What happens inside. */
	interface Work {

		Work NOTHING = () -> {
		};

		void run() throws Exception;

	}

	/** Handlers that do not know, so that only what this process knows decides. */
	static class Undecided {

		@BackCheckHandler(topic = "orders")
		TransactionResolution order(String order) {
			return TransactionResolution.UNKNOWN;
		}

		@BackCheckHandler(topic = "audit")
		TransactionResolution audit(String order) {
			return TransactionResolution.UNKNOWN;
		}

		@BackCheckHandler(topic = "normal")
		TransactionResolution normal(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

}

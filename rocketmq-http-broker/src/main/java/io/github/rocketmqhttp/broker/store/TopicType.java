package io.github.rocketmqhttp.broker.store;

import java.util.Locale;

/**
 * Which kind of message a topic takes. The documentation of the service allows one kind
 * for each topic.
 */
public enum TopicType {

	/**
	 * Every kind: what an undeclared topic has, for convenience; the service has no such
	 * type.
	 */
	ANY,

	/**
	 * Messages without sharding key or immunity time. Those with a delivery time are
	 * taken with a warning, or refused by a {@linkplain StoreSettings#strictTopics()
	 * strict} broker.
	 */
	NORMAL,

	/** Messages with a sharding key. Synonym on the command line: {@code fifo}. */
	ORDERED,

	/** Messages with a delivery time. Synonym on the command line: {@code delay}. */
	SCHEDULED,

	/** Half messages. */
	TRANSACTION;

	/**
	 * Finds the type by its lower-case name.
	 * @param name {@code normal}, {@code ordered}, {@code scheduled}, {@code transaction}
	 * or {@code any}, in any case, or one of the synonyms
	 * @return the type
	 * @throws IllegalArgumentException if there is no such type
	 */
	public static TopicType of(String name) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "any" -> ANY;
			case "normal" -> NORMAL;
			case "ordered", "fifo" -> ORDERED;
			case "scheduled", "delay" -> SCHEDULED;
			case "transaction" -> TRANSACTION;
			default -> throw new IllegalArgumentException("The topic type '" + name
					+ "' is unknown; use normal, ordered (fifo), scheduled (delay), transaction or any.");
		};
	}

	boolean accepts(MessageKind kind) {
		return switch (this) {
			case ANY -> true;
			case NORMAL -> kind == MessageKind.NORMAL;
			case ORDERED -> kind == MessageKind.ORDERED;
			case SCHEDULED -> kind == MessageKind.SCHEDULED;
			case TRANSACTION -> kind == MessageKind.HALF;
		};
	}

}

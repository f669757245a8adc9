package io.github.rocketmqhttp.reliability.docs;

import java.math.BigDecimal;

/**
 * The payload of both programs; JSON on the wire.
 */
record Order(String id, String customer, BigDecimal amount) {

	static Order of(String id, String amount) {
		return new Order(id, "c-7", new BigDecimal(amount));
	}

}

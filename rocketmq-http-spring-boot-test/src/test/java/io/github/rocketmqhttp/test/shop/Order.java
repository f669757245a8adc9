package io.github.rocketmqhttp.test.shop;

import java.math.BigDecimal;

/**
 * An order.
 */
public record Order(String id, BigDecimal amount) {

	public static Order of(String id) {
		return new Order(id, new BigDecimal("12.50"));
	}

}

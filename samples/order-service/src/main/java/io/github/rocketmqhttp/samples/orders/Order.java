package io.github.rocketmqhttp.samples.orders;

import java.math.BigDecimal;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.util.Assert;

/**
 * An order: a row of the database, the body of a request and the payload of a message.
 *
 * @param id chosen by the customer, unique
 * @param customer who ordered
 * @param amount what it costs
 */
@Table("ORDERS")
record Order(@Id String id, String customer, BigDecimal amount) {

	Order {
		Assert.isTrue(id != null && id.matches("[A-Za-z0-9._-]{1,64}"),
				"An order needs an id of 1 to 64 letters, digits, '.', '_' and '-'.");
		Assert.isTrue(customer != null && !customer.isBlank() && customer.length() <= 64,
				"An order needs a customer of 1 to 64 characters.");
		Assert.isTrue(amount != null && amount.precision() <= 12 && amount.scale() >= 0 && amount.scale() <= 2,
				"An order needs an amount with at most 12 digits, two of them after the point.");
		amount = amount.setScale(2);
	}

}

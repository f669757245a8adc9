package io.github.rocketmqhttp.samples.billing;

import java.util.List;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Writes the invoices.
 */
@Service
class BillingService {

	private final JdbcClient database;

	BillingService(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Writes the invoice of an order. The invoice and the inbox's note that the message
	 * has been handled are one transaction: a message that comes again writes no second
	 * invoice, although nothing else in this class or its table prevents one.
	 * @param order the order
	 */
	@RocketMqHttpListener(tag = "created", idempotent = true)
	void bill(Order order) {
		this.database.sql("INSERT INTO invoices (id, customer, amount) VALUES (?, ?, ?)")
			.params(order.id(), order.customer(), order.amount())
			.update();
	}

	List<Invoice> findAll() {
		return this.database.sql("SELECT number, id, customer, amount FROM invoices ORDER BY number")
			.query(Invoice.class)
			.list();
	}

}

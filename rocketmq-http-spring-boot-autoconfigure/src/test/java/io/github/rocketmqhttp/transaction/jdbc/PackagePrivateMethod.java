package io.github.rocketmqhttp.transaction.jdbc;

import io.github.rocketmqhttp.transaction.TransactionalMessage;

/**
 * A method that no class of another package can override, so no proxy of one does.
 */
public class PackagePrivateMethod {

	@TransactionalMessage("orders")
	void send(String order) {
	}

}

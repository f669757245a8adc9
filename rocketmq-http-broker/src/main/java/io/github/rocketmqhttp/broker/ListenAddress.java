package io.github.rocketmqhttp.broker;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where a broker listens.
 *
 * @param name an IP address or a host name
 */
record ListenAddress(String name) {

	static final ListenAddress LOOPBACK = new ListenAddress("127.0.0.1");

	/**
	 * Checks that there is a name: the JDK would take an empty one for loopback.
	 * @throws IllegalArgumentException if there is none
	 */
	ListenAddress {
		if (name.isBlank()) {
			throw new IllegalArgumentException("The address is empty; leave it out for 127.0.0.1.");
		}
	}

	/**
	 * Finds the address. It is found once, so that what was checked is what is bound.
	 * @param keys whether requests must be signed
	 * @return the address
	 * @throws IllegalArgumentException if it is unknown, or reachable from elsewhere
	 * without keys
	 */
	InetAddress resolve(boolean keys) {
		InetAddress resolved = resolve();
		if (!keys && !resolved.isLoopbackAddress()) {
			throw new IllegalArgumentException("The address " + this.name
					+ " is not a loopback address, so that everybody in the network may publish; "
					+ "set an access key id and its secret, or leave the address out for 127.0.0.1.");
		}
		return resolved;
	}

	private InetAddress resolve() {
		try {
			return InetAddress.getByName(this.name);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(
					"The address '" + this.name + "' is unknown; give an IP address of this host.", ex);
		}
	}

}

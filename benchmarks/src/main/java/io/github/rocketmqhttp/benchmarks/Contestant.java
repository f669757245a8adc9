package io.github.rocketmqhttp.benchmarks;

import java.net.URI;

/**
 * The clients that are compared.
 */
enum Contestant {

	/** This project's client. */
	OURS("this client") {
		@Override
		Publisher connect(URI endpoint) {
			return new ClientPublisher(endpoint);
		}
	},

	/** The vendor's SDK with its own settings, which wait for {@code 100 Continue}. */
	VENDOR("vendor SDK as shipped") {
		@Override
		Publisher connect(URI endpoint) {
			return new VendorPublisher(endpoint, true);
		}
	},

	/** The vendor's SDK with its one switch set that matters. */
	VENDOR_TUNED("vendor SDK, Expect off") {
		@Override
		Publisher connect(URI endpoint) {
			return new VendorPublisher(endpoint, false);
		}
	},

	/** HttpClient 5 sending a prepared request: the floor of that library. */
	BARE("bare HttpClient 5") {
		@Override
		Publisher connect(URI endpoint) {
			return new BarePublisher(endpoint);
		}
	},

	/** Prepared bytes through a socket per caller: the limit on this machine. */
	RAW("raw socket") {
		@Override
		Publisher connect(URI endpoint) {
			return new RawPublisher(endpoint);
		}
	};

	private final String label;

	Contestant(String label) {
		this.label = label;
	}

	String label() {
		return this.label;
	}

	/**
	 * Starts the client.
	 * @param endpoint address of the stub
	 * @return the client, to be closed by the caller
	 */
	abstract Publisher connect(URI endpoint);

}

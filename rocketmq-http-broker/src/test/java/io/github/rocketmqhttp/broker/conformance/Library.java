package io.github.rocketmqhttp.broker.conformance;

/**
 * What plays a script.
 */
enum Library {

	/** The vendor's SDK. */
	VENDOR {
		@Override
		Driver open(Access access) {
			return new VendorDriver(access);
		}
	},

	/** Our client. */
	OURS {
		@Override
		Driver open(Access access) {
			return new OurDriver(access);
		}
	},

	/** The vendor's SDK publishes and decides, our client consumes. */
	VENDOR_TO_OURS {
		@Override
		Driver open(Access access) {
			return new MixedDriver(new VendorDriver(access), new OurDriver(access));
		}
	},

	/** Our client publishes and decides, the vendor's SDK consumes. */
	OURS_TO_VENDOR {
		@Override
		Driver open(Access access) {
			return new MixedDriver(new OurDriver(access), new VendorDriver(access));
		}
	};

	abstract Driver open(Access access);

}

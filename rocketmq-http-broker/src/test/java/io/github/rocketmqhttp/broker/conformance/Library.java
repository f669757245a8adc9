package io.github.rocketmqhttp.broker.conformance;

import java.util.EnumSet;
import java.util.Set;

/**
 * What plays a script.
 */
enum Library {

	/** The vendor's SDK for Java. */
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
	},

	/** The vendor's SDK for Node.js. */
	NODE {
		@Override
		Driver open(Access access) {
			return new NodeDriver(access);
		}
	},

	/** The SDK for Node.js publishes and decides, our client consumes. */
	NODE_TO_OURS {
		@Override
		Driver open(Access access) {
			return new MixedDriver(new NodeDriver(access), new OurDriver(access));
		}
	},

	/** Our client publishes and decides, the SDK for Node.js consumes. */
	OURS_TO_NODE {
		@Override
		Driver open(Access access) {
			return new MixedDriver(new OurDriver(access), new NodeDriver(access));
		}
	};

	/**
	 * Those that this machine can run: {@link NodeSdkTests} says what it lacks.
	 */
	static Set<Library> available() {
		return (NodeProgram.missing() == null) ? EnumSet.allOf(Library.class) : EnumSet.range(VENDOR, OURS_TO_VENDOR);
	}

	abstract Driver open(Access access);

}

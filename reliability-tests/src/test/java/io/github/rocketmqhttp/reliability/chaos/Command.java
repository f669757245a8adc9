package io.github.rocketmqhttp.reliability.chaos;

/**
 * A line to an instance.
 *
 * @param kind what it is to do
 * @param number with which transaction; 0 if with none
 */
record Command(Kind kind, int number) {

	static Command parse(String line) {
		String[] parts = line.split(" ", 2);
		return new Command(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]));
	}

	@Override
	public String toString() {
		return this.kind.name() + " " + this.number;
	}

	/**
	 * What an instance can do.
	 */
	enum Kind {

		/** Run the transaction. */
		RUN,

		/** Let the transaction go on that stands still. */
		RELEASE,

		/** Let the database be well from now on. */
		CALM

	}

	/**
	 * Who takes commands.
	 */
	interface Receiver {

		void send(Kind kind, int number);

	}

}

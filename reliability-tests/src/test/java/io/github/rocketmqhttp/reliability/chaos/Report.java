package io.github.rocketmqhttp.reliability.chaos;

/**
 * A line from an instance.
 *
 * @param kind what happened
 * @param number to which transaction; 0 if to none
 * @param outcome how it ended for its caller, see {@link Outcome}
 * @param faults of its database so far, see {@link DatabaseFaults}
 */
record Report(Kind kind, int number, String outcome, String faults) {

	static Report parse(String line) {
		String[] parts = line.split(" ", 4);
		if (parts.length != 4) {
			throw new IllegalArgumentException("An instance says '" + line + "', which is no report.");
		}
		return new Report(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]), parts[2], parts[3]);
	}

	@Override
	public String toString() {
		return String.join(" ", this.kind.name(), Integer.toString(this.number), this.outcome, this.faults);
	}

	/**
	 * What can happen.
	 */
	enum Kind {

		/** The instance takes orders. */
		READY,

		/** The transaction stands still. */
		HELD,

		/** The transaction has ended for its caller. */
		ENDED

	}

}

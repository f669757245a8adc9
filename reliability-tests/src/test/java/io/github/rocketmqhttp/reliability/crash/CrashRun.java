package io.github.rocketmqhttp.reliability.crash;

import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.transaction.SendPhase;

/**
 * One cell of the matrix.
 *
 * @param database where orders and the transaction log are
 * @param phase when the half messages are published
 * @param messages how many the transaction has, 1 or 2
 * @param point where the process dies
 * @param death how it dies
 * @param otherInstance whether another instance of its group is alive and answers the
 * back-checks; else it is started again
 */
record CrashRun(DatabaseKind database, SendPhase phase, int messages, CrashPoint point, Death death,
		boolean otherInstance) {

	@Override
	public String toString() {
		return this.database + ", " + this.phase + ", " + this.messages + " message(s), " + this.point + ", "
				+ this.death + ", " + (this.otherInstance ? "other instance" : "restart");
	}

}

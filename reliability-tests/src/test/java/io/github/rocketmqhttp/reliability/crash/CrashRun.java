package io.github.rocketmqhttp.reliability.crash;

import java.util.Set;

import io.github.rocketmqhttp.transaction.TransactionResolution;
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

	/**
	 * What the other instance answers while the process stands still.
	 * @return nothing where there is none, or nothing to ask
	 */
	Set<TransactionResolution> answers() {
		boolean asked = this.death == Death.SIGKILL && this.otherInstance
				&& this.point.undecided(this.phase, this.messages) > 0;
		return asked ? Set.of(this.point.answer(this.phase)) : Set.of();
	}

	@Override
	public String toString() {
		return this.database + ", " + this.phase + ", " + this.messages + " message(s), " + this.point + ", "
				+ this.death + ", " + (this.otherInstance ? "other instance" : "restart");
	}

}

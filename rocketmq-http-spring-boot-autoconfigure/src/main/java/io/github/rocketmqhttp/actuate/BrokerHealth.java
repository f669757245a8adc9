package io.github.rocketmqhttp.actuate;

/**
 * Judges how well the application gets along with the broker, by what its polls and calls
 * have learned anyway: it sends nothing.
 */
public final class BrokerHealth {

	private final Inventory inventory;

	private final HealthJudge judge;

	/**
	 * Creates the judge.
	 * @param inventory what there is to judge
	 * @param thresholds what is too much
	 */
	public BrokerHealth(Inventory inventory, HealthThresholds thresholds) {
		this.inventory = inventory;
		this.judge = new HealthJudge(thresholds);
	}

	HealthReport report() {
		return this.judge.judge(this.inventory.servers(), this.inventory.publishing(), this.inventory.loops(),
				this.inventory.inDoubt().count(), this.inventory.inDoubt().oldestAge());
	}

}

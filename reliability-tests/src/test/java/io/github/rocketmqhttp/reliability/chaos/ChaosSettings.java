package io.github.rocketmqhttp.reliability.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.faults.FaultPlan;
import io.github.rocketmqhttp.reliability.faults.HttpFault;
import io.github.rocketmqhttp.reliability.faults.JdbcFault;

/**
 * One run of the ledger.
 *
 * @param seed decides what each transaction does, which faults happen, and when instances
 * are killed
 * @param transactions how many
 * @param database where
 */
record ChaosSettings(long seed, int transactions, DatabaseKind database) {

	private static final int FEWEST_KILLS = 2;

	private static final int TRANSACTIONS_PER_KILL = 300;

	/**
	 * The runs that the system properties {@code chaos.seed}, {@code chaos.transactions}
	 * and {@code chaos.databases} ask for; the POM of the module sets them. A seed that
	 * is left out is a random one.
	 */
	static List<ChaosSettings> ofSystemProperties() {
		String text = System.getProperty("chaos.seed", "");
		long seed = text.isBlank() ? RandomGenerator.getDefault().nextInt(1_000_000) : Long.parseLong(text);
		int transactions = Integer.getInteger("chaos.transactions", 150);
		return Arrays.stream(System.getProperty("chaos.databases", "H2_SERVER").split(",", -1))
			.map((name) -> DatabaseKind.valueOf(name.strip().toUpperCase(Locale.ROOT)))
			.map((database) -> new ChaosSettings(seed, transactions, database))
			.toList();
	}

	int kills() {
		return Math.max(FEWEST_KILLS, this.transactions / TRANSACTIONS_PER_KILL);
	}

	FaultPlan<HttpFault> networkFaults() {
		return new FaultPlan<>(HttpFault.class, this.seed,
				Map.of(HttpFault.DROP_BEFORE_SEND, 25, HttpFault.DROP_AFTER_SEND, 30, HttpFault.DELAY, 50,
						HttpFault.SERVER_ERROR_BEFORE_SEND, 20, HttpFault.SERVER_ERROR_AFTER_SEND, 20,
						HttpFault.TRUNCATED_ANSWER, 20, HttpFault.BLACK_HOLE_BEFORE_SEND, 6,
						HttpFault.BLACK_HOLE_AFTER_SEND, 8));
	}

	/**
	 * The faults of an instance's database, others in each of its lives.
	 */
	FaultPlan<JdbcFault> databaseFaults(int instance, int life) {
		return new FaultPlan<>(JdbcFault.class, this.seed + 1000L * instance + life,
				Map.of(JdbcFault.LOST_BEFORE_STATEMENT, 8, JdbcFault.LOST_BEFORE_COMMIT, 15,
						JdbcFault.LOST_DURING_COMMIT, 15, JdbcFault.LOST_AFTER_COMMIT, 15));
	}

	@Override
	public String toString() {
		return "chaos seed=" + this.seed + ", " + this.transactions + " transactions on " + this.database
				+ ", replay with -Dchaos.seed=" + this.seed + " -Dchaos.transactions=" + this.transactions
				+ " -Dchaos.databases=" + this.database.name();
	}

}

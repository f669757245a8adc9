package io.github.rocketmqhttp.reliability.faults;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Physical connections that break around COMMIT, or before a statement, by a seeded plan.
 * It belongs below a connection pool: a broken connection is aborted and not valid, so
 * that the pool throws it away. Commits that auto-commit mode performs are statements
 * here. Safe for concurrent use.
 */
public final class FaultyDataSource extends DelegatingDataSource {

	private final FaultDraws<JdbcCall, JdbcFault> draws;

	/**
	 * Wraps a data source.
	 * @param physical a data source that opens a connection each time, not a pool
	 * @param plan the faults
	 */
	public FaultyDataSource(DataSource physical, FaultPlan<JdbcFault> plan) {
		super(physical);
		this.draws = new FaultDraws<>(JdbcCall.class, plan);
	}

	@Override
	public Connection getConnection() throws SQLException {
		return FaultyConnection.wrap(super.getConnection(), this.draws);
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return FaultyConnection.wrap(super.getConnection(username, password), this.draws);
	}

	/**
	 * Lets all further calls pass. Connections that are broken stay so.
	 */
	public void calm() {
		this.draws.calm(true);
	}

	/**
	 * Ends the calm: the sequences of faults go on where they stopped.
	 */
	public void resume() {
		this.draws.calm(false);
	}

	/**
	 * What has happened so far.
	 * @return the counts, calls without a fault included
	 */
	public FaultCounts<JdbcCall, JdbcFault> counts() {
		return this.draws.counts();
	}

}

package io.github.rocketmqhttp.reliability.database;

/**
 * H2 without a server. The options make a killed process keep what it committed: a commit
 * is written at once.
 */
final class H2Files implements DatabaseServer {

	static final String OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

	static final Account ACCOUNT = new Account("sa", "");

	private final TemporaryDirectory directory = TemporaryDirectory.create("h2-");

	H2Files() {
		this.directory.deleteAtExit(() -> {
		});
	}

	@Override
	public TestDatabase create(String name) {
		TemporaryDirectory own = new TemporaryDirectory(this.directory.resolve(name));
		return new TestDatabase(DatabaseKind.H2, "jdbc:h2:file:" + own.resolve("db") + OPTIONS, ACCOUNT, own::delete);
	}

}

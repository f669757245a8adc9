package io.github.rocketmqhttp.reliability.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.transaction.SendPhase;

/**
 * Which runs there are. Where another instance is alive, H2 has to be a server, since its
 * files belong to one process at a time.
 */
final class CrashMatrix {

	private static final List<DatabaseKind> DATABASES = List.of(DatabaseKind.H2, DatabaseKind.POSTGRESQL,
			DatabaseKind.MARIADB);

	/** From here on each answer of the other instance is part of the cut. */
	private static final int FIRST = 1;

	private CrashMatrix() {
	}

	/**
	 * What the system property {@code crash.matrix} asks for: {@code cut}, {@code wide}
	 * or {@code all}.
	 */
	static List<CrashRun> ofSystemProperty() {
		String size = System.getProperty("crash.matrix", "cut");
		return switch (size) {
			case "cut" -> cut();
			case "wide" -> wide();
			case "all" -> all();
			default -> throw new IllegalArgumentException("There is no crash.matrix '" + size + "'");
		};
	}

	/**
	 * Every combination.
	 */
	static List<CrashRun> all() {
		List<CrashRun> runs = new ArrayList<>();
		for (Place place : places()) {
			for (Circumstances circumstances : Circumstances.ALL) {
				if (place.point().occursWith(circumstances.messages())) {
					runs.add(place.under(circumstances));
				}
			}
		}
		return runs;
	}

	/**
	 * Every point in both phases, each on the next database under the next circumstances.
	 * Their numbers have no common divisor, so every database meets all circumstances.
	 */
	static List<CrashRun> cut() {
		List<Place> places = places();
		return underNextCircumstances(IntStream.range(0, places.size() / DATABASES.size())
			.mapToObj((i) -> places.get(i * DATABASES.size() + i % DATABASES.size()))
			.toList());
	}

	/**
	 * Every point in both phases on each database, each under the next circumstances.
	 */
	static List<CrashRun> wide() {
		return underNextCircumstances(places());
	}

	private static List<CrashRun> underNextCircumstances(List<Place> places) {
		List<CrashRun> runs = new ArrayList<>();
		for (Place place : places) {
			Circumstances next = Circumstances.ALL.get((runs.size() + FIRST) % Circumstances.ALL.size());
			runs.add(place.under(place.point().occursWith(next.messages()) ? next : next.withTwoMessages()));
		}
		return runs;
	}

	private static List<Place> places() {
		List<Place> places = new ArrayList<>();
		for (SendPhase phase : SendPhase.values()) {
			for (CrashPoint point : CrashPoint.values()) {
				for (DatabaseKind database : DATABASES) {
					places.add(new Place(database, phase, point));
				}
			}
		}
		return places;
	}

	/**
	 * Where it happens.
	 */
	private record Place(DatabaseKind database, SendPhase phase, CrashPoint point) {

		CrashRun under(Circumstances circumstances) {
			DatabaseKind shared = (this.database == DatabaseKind.H2 && circumstances.otherInstance())
					? DatabaseKind.H2_SERVER : this.database;
			return new CrashRun(shared, this.phase, circumstances.messages(), this.point, circumstances.death(),
					circumstances.otherInstance());
		}

	}

	/**
	 * How it happens.
	 */
	private record Circumstances(int messages, Death death, boolean otherInstance) {

		static final List<Circumstances> ALL = all();

		private static List<Circumstances> all() {
			List<Circumstances> all = new ArrayList<>();
			for (Death death : Death.values()) {
				for (int messages = 1; messages <= 2; messages++) {
					all.add(new Circumstances(messages, death, false));
					all.add(new Circumstances(messages, death, true));
				}
			}
			return all;
		}

		Circumstances withTwoMessages() {
			return new Circumstances(2, this.death, this.otherInstance);
		}

	}

}

package io.github.rocketmqhttp.samples.seed;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Runs the walkthrough and ends: with exit code 0 when every message took the way that it
 * should.
 */
@SpringBootApplication
public class SeedWalkthroughApplication {

	/**
	 * Runs the walkthrough.
	 * @param args properties such as
	 * {@code --rocketmq-http.broker.transaction-check-interval=2s}
	 */
	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(SeedWalkthroughApplication.class, args)));
	}

}

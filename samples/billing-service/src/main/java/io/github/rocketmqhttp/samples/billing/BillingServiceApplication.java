package io.github.rocketmqhttp.samples.billing;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the billing service.
 */
@SpringBootApplication
public class BillingServiceApplication {

	/**
	 * Starts the application.
	 * @param args properties such as {@code --spring.profiles.active=postgresql}
	 */
	public static void main(String[] args) {
		SpringApplication.run(BillingServiceApplication.class, args);
	}

}

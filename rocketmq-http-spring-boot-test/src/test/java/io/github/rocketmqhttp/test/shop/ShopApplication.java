package io.github.rocketmqhttp.test.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application that the tests are about.
 */
@SpringBootApplication
public class ShopApplication {

}

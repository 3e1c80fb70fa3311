# Reads data sets, one a line: the kind, the population, and what each person
# answered, NA for no answer. Prints the figures of each, with 17 digits.
figure <- function(x) if (length(x) == 0 || is.na(x)) "NA" else sprintf("%.17g", x)
for (line in readLines(file("stdin"))) {
  parts <- strsplit(line, " ")[[1]]
  population <- as.numeric(parts[2])
  answers <- suppressWarnings(as.numeric(parts[-(1:2)]))
  x <- answers[!is.na(answers)]
  n <- length(x)
  out <- c(n, sum(is.na(answers)), figure(if (n > 0) mean(x)), figure(if (n > 0) median(x)), figure(if (n > 1) sd(x)))
  correction <- if (population >= n && population > 1) (population - n) / (population - 1) else 1
  if (parts[1] == "scale" && n > 0 && population != n) {
    share <- mean(x >= 4)
    interval <- suppressWarnings(prop.test(share * n / correction, n / correction, correct = FALSE))$conf.int
    out <- c(out, figure(share), figure(interval[1]), figure(interval[2]))
  }
  if (parts[1] == "recommend" && n > 0) {
    sign <- (x >= 9) - (x <= 6)
    error <- qnorm(0.975) * sqrt(mean((sign - mean(sign))^2) / n * correction)
    out <- c(out, figure(100 * mean(sign)), figure(max(-100, 100 * (mean(sign) - error))), figure(min(100, 100 * (mean(sign) + error))))
  }
  cat(out, "\n")
}

CREATE TABLE article (id INTEGER PRIMARY KEY, name TEXT NOT NULL, reorder_at INTEGER NOT NULL);
CREATE TABLE movement (article_id INTEGER REFERENCES article (id), amount INTEGER NOT NULL, at TEXT NOT NULL);

-- What is in stock of each article.
SELECT article.name, COALESCE(SUM(movement.amount), 0) AS stock
FROM article LEFT JOIN movement ON movement.article_id = article.id
GROUP BY article.id
ORDER BY article.name;

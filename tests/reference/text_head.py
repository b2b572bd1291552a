"""Write tests/fixtures/transformers/head.json: scikit-learn 1.2.1's multinomial logistic regression on iris, standardised.

    /usr/bin/python3 tests/reference/text_head.py
"""

import json
from pathlib import Path

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler


def main():
    X, y = load_iris(return_X_y=True)
    rows = []
    for penalty in (1.0, 30.0):
        Z = StandardScaler().fit_transform(X)
        model = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=5000).fit(Z, y)
        rows.append({'penalty': penalty, 'probabilities': model.predict_proba(Z)[::10].round(6).tolist()})
    path = Path(__file__).parents[1] / 'fixtures/transformers/head.json'
    path.write_text(json.dumps({'X': X.tolist(), 'y': y.tolist(), 'fits': rows}, separators=(',', ':')) + '\n')
    print(f'{path.name}: {len(rows)} fits')


if __name__ == '__main__':
    main()

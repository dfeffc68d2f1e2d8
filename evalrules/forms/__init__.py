"""The forms that an office fills in: what they ask, written as workbooks and tables; reading them lies in `readers`."""

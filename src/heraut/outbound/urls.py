from django.urls import path

from heraut.outbound.views import budget

urlpatterns = [
    path("", budget.index, name="budgets"),
    path("<slug:platform>/set", budget.change, name="budget_set"),
]
